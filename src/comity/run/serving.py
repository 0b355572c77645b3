"""What each process of the web server runs; it ends when the server's main process is gone."""

import gc
import os
import threading
import time

from django.conf import settings
from django.utils.module_loading import import_string

from comity.run.child import MAIN

LOOK_EVERY = 0.5  # seconds


def _end_with(main: int) -> None:
    # Killed without warning, the main process cannot stop the others. They would hold the port, and serve old code.
    while os.getppid() == main:
        time.sleep(LOOK_EVERY)
    os._exit(1)


threading.Thread(target=_end_with, args=(int(os.environ.pop(MAIN)),), daemon=True).start()
application = import_string(settings.WSGI_APPLICATION)
# What has been loaded stays: going through all of it for garbage again and again takes a tenth of every page's time.
gc.collect()
gc.freeze()
gc.collect()  # with nothing left to go through, Python forgets how much there was, and doesn't wait for a quarter of it
# The last number is small: a request that is under way when garbage is looked for leaves its rings in the oldest
# generation, and they pile up until that one is looked through, which is cheap without what has been loaded.
gc.set_threshold(10_000, 20, 5)
