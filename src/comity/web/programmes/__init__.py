"""The programme of an activity as it is handed out: for the guests, on the phone, for the drivers."""
