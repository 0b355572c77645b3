"""Files on their way: the page of one, what is done with it, the queues, and the check before one is begun."""
