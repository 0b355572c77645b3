"""The brief for a meeting: what is on record about a partner, a visitor or an activity, on two pages."""
