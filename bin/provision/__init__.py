"""Gets Odoo 19, its Python packages and a database server into ``.odoo/``, and runs them."""
