"""Papers that leave the office: Word files from templates that it owns, the same as PDF, lists as spreadsheets."""
