/** A real HTTP server on loopback that stands for Slack's and Teams' webhooks: it keeps what is posted and answers as it is told. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Post {
  readonly path: string;
  readonly body: unknown;
}

export interface HookServer {
  readonly url: string;
  readonly posts: readonly Post[];
  answer: (response: ServerResponse) => void;
  close(): Promise<void>;
}

export const OK = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
};

export async function openHookServer(): Promise<HookServer> {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posts.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      made.answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const made: HookServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    answer: OK,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return made;
}
