"""The calendar: what is asked for, what stands in it, how each view lays it out, moving an entry, feeds."""
