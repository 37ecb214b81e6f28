{
    "name": "Client File: published results",
    "summary": "Checks the classification against published data and an independent oracle",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Client File",
    "website": "https://github.com/client-file/client-file",
    "license": "LGPL-3",
    "depends": ["client_file"],
}
