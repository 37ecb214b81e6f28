from . import (
    export,
    main,
    product,
)
