{
    "name": "Client File: Guarantee Archives",
    "summary": "Cases, hand-over, shelf, loans, retention and returns of a guarantee company",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Client File",
    "website": "https://github.com/client-file/client-file",
    "license": "LGPL-3",
    "development_status": "Beta",
    "depends": ["client_file_confidentiality"],
    "data": [
        "security/guarantee_groups.xml",
        "security/ir.model.access.csv",
        "security/cases_security.xml",
        "views/guarantee_menus.xml",
        "data/cases_data.xml",
        "views/cases_views.xml",
        "views/cases_returns_views.xml",
    ],
    "demo": [
        "demo/guarantee_users_demo.xml",
        "demo/cases_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["client_file_guarantee/static/src/**/*"],
        "web.assets_tests": ["client_file_guarantee/static/tests/tours/**/*"],
    },
}
