"""The log as lines of JSON, for programs that collect and search logs of many machines."""

import json
import logging
from datetime import UTC, datetime


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
