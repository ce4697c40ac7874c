/** Signature v3: the vendor's examples, the window, and what a signature must not be taken for. */
import { describe, expect, test } from 'vitest';
import { claimOf, isSigned, type SignedRequest, sign } from '../../connectors/hubspot/signature.ts';

const EXAMPLE: SignedRequest = {
  secret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
  method: 'POST',
  uri: 'https://www.example.com/webhook_uri',
  body: Buffer.from("{'example_field':'example_value'}"),
  timestamp: '1693657560000',
};
const SIGNATURE = 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=';

describe('a signature v3', () => {
  test.each([
    ['1693657560000', SIGNATURE],
    ['1700000300000', 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw='],
  ])('of the example at %s is the known one', (timestamp, signature) => {
    expect(sign({ ...EXAMPLE, timestamp })).toBe(signature);
    expect(isSigned({ ...EXAMPLE, timestamp }, signature)).toBe(true);
  });

  test.each<[string, Partial<SignedRequest>]>([
    ['another secret', { secret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyz' }],
    ['another method', { method: 'PUT' }],
    ['another host', { uri: 'https://www.example.org/webhook_uri' }],
    ['http instead of https', { uri: 'http://www.example.com/webhook_uri' }],
    ['a final slash', { uri: 'https://www.example.com/webhook_uri/' }],
    ['a query', { uri: 'https://www.example.com/webhook_uri?a=1' }],
    ['one byte more', { body: Buffer.from("{'example_field':'example_value'} ") }],
    ['the same written otherwise', { body: Buffer.from("{'example_field': 'example_value'}") }],
    ['another moment', { timestamp: '1693657560001' }],
    ['a part of the body taken for the moment', { body: Buffer.alloc(0), timestamp: `${EXAMPLE.body}1693657560000` }],
  ])('is not that of %s', (name, change) => {
    const same = name.startsWith('a part of');
    // What stands beside each other when it is signed can be cut elsewhere: the form of the timestamp is what keeps them apart.
    expect(isSigned({ ...EXAMPLE, ...change }, SIGNATURE)).toBe(same);
    if (same) expect(claimed([SIGNATURE], [change.timestamp ?? ''])).toBe('unsigned');
  });

  test('decodes exactly the escapes that HubSpot decodes', () => {
    const decoded = "https://x.example/a:b/c?d@e!f$g'h(i)j*k,l;m";
    const uri = 'https://x.example/a%3Ab%2Fc%3Fd%40e%21f%24g%27h%28i%29j%2Ak%2Cl%3Bm';
    expect(sign({ ...EXAMPLE, uri })).toBe(sign({ ...EXAMPLE, uri: decoded }));
    expect(sign({ ...EXAMPLE, uri: uri.toLowerCase() })).toBe(sign({ ...EXAMPLE, uri: decoded }));
    for (const kept of ['%20', '%25', '%E3%83%90', '%26', '%3D', '%2B', '%253A'])
      expect(sign({ ...EXAMPLE, uri: `https://x.example/${kept}` })).not.toBe(
        sign({ ...EXAMPLE, uri: `https://x.example/${decodeURIComponent(kept)}` }),
      );
  });

  test('is of bytes, whatever they mean', () => {
    const body = Buffer.from([0xff, 0xfe, 0x00, 0xe3, 0x81]);
    expect(isSigned({ ...EXAMPLE, body }, sign({ ...EXAMPLE, body }))).toBe(true);
    const asText = Buffer.from(body.toString('utf8'));
    expect(sign({ ...EXAMPLE, body: asText })).not.toBe(sign({ ...EXAMPLE, body }));
  });

  test('needs a secret', () => {
    for (const secret of ['', ' \n']) expect(() => sign({ ...EXAMPLE, secret })).toThrow('secret');
  });
});

const NOW = Temporal.Instant.fromEpochMilliseconds(1_693_657_560_000);
const claimed = (signatures: readonly string[], timestamps: readonly string[]) =>
  claimOf((name) => (name === 'x-hubspot-signature-v3' ? signatures : timestamps), NOW);

describe('what the headers claim', () => {
  test('is read where each stands once', () => {
    expect(claimed([SIGNATURE], ['1693657560000'])).toEqual({ signature: SIGNATURE, timestamp: '1693657560000' });
  });

  test.each([
    [-301_000, 'out-of-time'],
    [-300_001, 'out-of-time'],
    [-300_000, 'in time'],
    [-299_000, 'in time'],
    [299_000, 'in time'],
    [300_000, 'in time'],
    [300_001, 'out-of-time'],
    [301_000, 'out-of-time'],
  ])('%d ms from now is %s', (ms, expected) => {
    const claim = claimed([SIGNATURE], [String(NOW.epochMilliseconds + ms)]);
    expect(typeof claim === 'string' ? claim : 'in time').toBe(expected);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['no signature', [], ['1693657560000']],
    ['no moment', [SIGNATURE], []],
    ['two signatures', [SIGNATURE, SIGNATURE], ['1693657560000']],
    ['two signatures in one', [`${SIGNATURE}, ${SIGNATURE}`], ['1693657560000']],
    ['two moments', [SIGNATURE], ['1693657560000', '1693657560000']],
    ['an empty signature', [''], ['1693657560000']],
    ['a shorter one', [SIGNATURE.slice(1)], ['1693657560000']],
    ['a longer one', [`A${SIGNATURE}`], ['1693657560000']],
    ['one without its end', [SIGNATURE.slice(0, -1)], ['1693657560000']],
    ['one of the older kind', ['a'.repeat(64)], ['1693657560000']],
    ['one with a line break', [`${SIGNATURE}\n`], ['1693657560000']],
    ['no number', [SIGNATURE], ['soon']],
    ['a negative one', [SIGNATURE], ['-1693657560000']],
    ['one with a fraction', [SIGNATURE], ['1693657560000.0']],
    ['one in other digits', [SIGNATURE], ['１６９３６５７５６００００']],
    ['one with an exponent', [SIGNATURE], ['1693657560e3']],
    ['one with spaces', [SIGNATURE], [' 1693657560000']],
    ['one with zeros before it', [SIGNATURE], ['01693657560000']],
    ['an endless one', [SIGNATURE], ['1'.repeat(400)]],
  ])('%s claims nothing', (_, signatures, timestamps) => {
    expect(claimed(signatures, timestamps)).toBe('unsigned');
  });
});
