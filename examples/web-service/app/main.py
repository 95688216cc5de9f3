"""A small web service: says what it runs on. Standard library and PyYAML."""
import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import yaml


def facts():
    return {"python": sys.version.split()[0], "openssl": ssl.OPENSSL_VERSION, "yaml": yaml.__version__}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(facts()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    HTTPServer(("", 8080), Handler).serve_forever()
