/** This computer itself, as an address names it. */
export const HERE: readonly string[] = ['localhost', '127.0.0.1', '::1', '[::1]'];
