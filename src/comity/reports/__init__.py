"""Reports: what is on record over a period, beside what others reported."""
