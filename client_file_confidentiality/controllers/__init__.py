from . import export, product
