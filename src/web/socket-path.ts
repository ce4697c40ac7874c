/** Where the local socket of an installation is: known to who serves it and to who asks. */
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A socket's path may have about 100 bytes (sun_path, unix(7)); longer ones get a short stand-in. */
const PATH_BYTES = 100;

/** Where the socket of an installation's folder is. */
export function socketPath(folder: string): string {
  const short = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\baton-${short}`;
  const path = join(folder, 'baton.sock');
  return Buffer.byteLength(path) <= PATH_BYTES ? path : join(tmpdir(), `baton-${short}.sock`);
}
