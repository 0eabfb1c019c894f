import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** Where the folder is served: not at the root, as a site that needs no server of its own has to bear. */
const BASE = '/some/folder/';

/** Serves a folder as the simplest of servers do. `isIsolated`: with the headers that make pages cross-origin isolated. */
export async function serveFolder(
  folder: string,
  isIsolated: boolean,
): Promise<{ address: string; close: () => void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const name = pathname === BASE ? 'index.html' : pathname.slice(BASE.length);
    readFile(join(folder, name)).then(
      (content) => {
        response.setHeader('content-type', MEDIA_TYPES[extname(name)] ?? 'application/octet-stream');
        if (isIsolated) {
          response.setHeader('cross-origin-opener-policy', 'same-origin');
          response.setHeader('cross-origin-embedder-policy', 'require-corp');
        }
        response.end(content);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}${BASE}`, close: () => server.close() };
}
