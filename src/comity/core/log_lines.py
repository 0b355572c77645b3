"""The log as lines of JSON, for programs that collect and search logs of many machines."""

import json
import logging
import re
from datetime import UTC, datetime

SECRET = re.compile(r"/(feeds|opinion)/[^/\s?]+")  # addresses that open something for whoever has them


class WithoutSecrets(logging.Filter):
    """Take out of addresses what opens a feed of a calendar or a question to an agency."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the entry; all of them pass."""
        record.msg = SECRET.sub(r"/\1/...", str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(SECRET.sub(r"/\1/...", one) if isinstance(one, str) else one for one in record.args)
        return True


class JsonLines(logging.Formatter):
    """One JSON object for each entry: at (UTC), level, logger, message, process, and the trace where something failed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry; line breaks in what is told cannot make a second one."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)
