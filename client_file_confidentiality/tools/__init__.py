from . import permits, serials, watermark
