from . import (
    export,
    product,
)
