{
    "name": "Client File: Confidentiality",
    "summary": "Levels, terms, permits, registers, incidents: secret client files stay inside",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Client File",
    "website": "https://github.com/client-file/client-file",
    "license": "LGPL-3",
    "development_status": "Beta",
    "depends": ["client_file"],
    "data": [
        "security/confidentiality_groups.xml",
        "security/ir.model.access.csv",
        "security/registers_security.xml",
        "data/registers_data.xml",
        "views/confidentiality_menus.xml",
        "views/incident_table_templates.xml",
    ],
    "demo": [
        "demo/confidentiality_users_demo.xml",
    ],
    "assets": {
        "web.assets_backend": ["client_file_confidentiality/static/src/**/*"],
        "web.assets_tests": ["client_file_confidentiality/static/tests/tours/**/*"],
    },
}
