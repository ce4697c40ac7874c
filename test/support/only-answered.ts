/** For tests of exact calls: nothing leaves for the network, and each answer that was prepared has been asked for by the end of its test. */
import nock from 'nock';
import { afterEach, beforeEach, expect } from 'vitest';

/** To be called at the top of a file, or within the `describe` that it is for. */
export function onlyAnswered(): void {
  beforeEach(() => nock.disableNetConnect());
  afterEach(() => {
    const waiting = nock.pendingMocks();
    nock.cleanAll();
    nock.enableNetConnect();
    expect(waiting).toEqual([]);
  });
}
