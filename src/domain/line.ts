/** Texts that others wrote, made fit to stand in a line of ours. */
/** A value cannot pretend to be several lines of the brief. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

/** Without what neither a task nor a database can hold. */
export function plain(text: string): string {
  return text.toWellFormed().replaceAll(/[^\P{Cc}\n\t]/gu, '');
}

/** Cuts at a character, with a mark. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let cut = text.slice(0, max - 1);
  if (!cut.isWellFormed()) cut = cut.slice(0, -1);
  return `${cut}…`;
}
