{
    "name": "Client File: attacks",
    "summary": "Tries every known way to something secret without being cleared for it",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "author": "Client File",
    "website": "https://github.com/client-file/client-file",
    "license": "LGPL-3",
    "depends": ["client_file_confidentiality"],
}
