/** Listens on the network, and ends without waiting for who keeps a connection open. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Address {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
}

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(server: Server, { host, port }: Address): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const taken = server.address() as AddressInfo;
  const name = taken.family === 'IPv6' ? `[${taken.address}]` : taken.address;
  return {
    url: `http://${name}:${taken.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
