/** The command line in the reader's language: its help, and what it says when it cannot understand a command. */
import { Command, InvalidArgumentError, Option } from 'commander';
import stringWidth from 'fast-string-width';
import about from '../../package.json' with { type: 'json' };
import { nearest } from '../app.ts';
import { type IsoInstant, iso, toIso } from '../domain/instant.ts';
import { BatonError } from '../domain/problem.ts';
import { type Language, texts } from '../domain/texts/index.ts';
import { folded } from './render/columns.ts';

/** Commander with every sentence from the catalogue. Wrong use is thrown as a BatonError of code `WRONG_USE`, with the command that explains it. */
export class CommandLine extends Command {
  readonly #language: Language;

  constructor(name: string, language: Language) {
    super(name);
    this.#language = language;
  }

  override createCommand(name: string): CommandLine {
    return new CommandLine(name, this.#language);
  }

  override error(message: string, { code = '' }: { readonly code?: string } = {}): never {
    const { usage } = texts(this.#language);
    throw new BatonError('WRONG_USE', this.#say(code, message), usage.seeHelp(fullName(this)));
  }

  /** Commander's sentences are English; the names in them are what counts. */
  #say(code: string, message: string): string {
    const { wrong } = texts(this.#language).usage;
    const name = /'([^']*)'/.exec(message)?.[1] ?? '';
    switch (code) {
      case 'commander.unknownCommand':
        return wrong.command(name, this.#meant(name));
      case 'commander.unknownOption':
        return wrong.option(name, nearest(name, this.#options()));
      case 'commander.missingArgument':
        return wrong.argument(name);
      case 'commander.optionMissingArgument':
        return wrong.value(name);
      case 'commander.missingMandatoryOptionValue':
        return wrong.mandatory(name);
      case 'commander.excessArguments': {
        // What answers on its own and has sub-commands too takes a misspelt one of them for a word too many.
        const [first = ''] = this.args;
        if (this.commands.length > 0 && this.registeredArguments.length === 0) {
          return wrong.command(first, this.#meant(first));
        }
        return wrong.excess(this.args[this.registeredArguments.length] ?? '');
      }
      case 'commander.invalidArgument': {
        // "… value 'x' is invalid for argument 'y'. Allowed choices are a, b.", or our own words after the full stop.
        const given = /(?:value|argument) '([^']*)' is invalid/.exec(message)?.[1] ?? name;
        const allowed =
          /Allowed choices are (.*)\.$/.exec(message)?.[1] ?? message.slice(message.lastIndexOf('. ') + 2);
        return wrong.choice(given, allowed);
      }
      default:
        return message.replace(/^error: /, '');
    }
  }

  #meant(name: string): string | undefined {
    return nearest(
      name,
      this.commands.map((command) => command.name()),
    );
  }

  /** Its own and those for every command. */
  #options(): readonly string[] {
    const lineage: Command[] = [];
    for (let at: Command | null = this; at !== null; at = at.parent) lineage.push(at);
    return lineage.flatMap(({ options }) => options.flatMap(({ long }) => long ?? []));
  }
}

/** `baton ledger show` */
function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}

/** The program without its commands. */
export function commandLine(language: Language): CommandLine {
  const { cli, usage } = texts(language);
  const program = new CommandLine('baton', language);
  program
    .description(cli.about)
    .option('--home <folder>', cli.home)
    .option('--json', cli.json)
    .addOption(new Option('--language <language>', cli.languageOption).choices(['ja', 'en']))
    .helpOption('-h, --help', usage.help)
    .version(about.version, '-V, --version', usage.version)
    .configureHelp({
      showGlobalOptions: true,
      displayWidth: (text) => stringWidth(text),
      styleTitle: (title) => TITLES(language)[title] ?? title,
      optionDescription: (option) => described(option, language),
      argumentDescription: ({ description }) => description,
      boxWrap: (text, width) => folded(text, width).join('\n'),
    })
    .addHelpCommand(
      new CommandLine('help', language)
        .argument('[command]', usage.argument.command)
        .description(usage.helpCommand)
        .helpOption(false)
        .helpGroup(usage.group.other),
    )
    .exitOverride();
  return program;
}

const TITLES = (language: Language): Readonly<Record<string, string>> => {
  const { title } = texts(language).usage;
  return {
    'Usage:': title.usage,
    'Options:': title.options,
    'Arguments:': title.arguments,
    'Global Options:': title.global,
    'Commands:': title.commands,
  };
};

function described({ description, defaultValue }: Option, language: Language): string {
  if (defaultValue === undefined) return description;
  return `${description} (${texts(language).usage.defaultsTo(String(defaultValue))})`;
}

/** The least and the most; 0 takes any free one. */
export const PORTS = [0, 65_535] as const;

/** For `argParser`: a whole number within bounds; the reader is told which would do. */
export function wholeNumber(least: number, most: number): (given: string) => number {
  return (given) => {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`${least} … ${most}`);
  };
}

/** For `argParser`: an address that programs can call. */
export function webAddress(given: string): string {
  if (/^https?:$/.test(URL.parse(given)?.protocol ?? '')) return given;
  throw new InvalidArgumentError('https://…, http://…');
}

/** Midnight is the next day's first moment; what is kept has milliseconds. */
const ONE = { milliseconds: 1 };
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\d[T ]/;

/** A moment that is known once the zone of the reader's days is. */
export type AskedMoment = (zone: string) => IsoInstant;

/** For `argParser`: a day, by which its beginning is meant, or a moment with its zone. */
export function fromDayOrMoment(allowed: string): (given: string) => AskedMoment {
  const asked = dayOrMoment(allowed);
  return (given) => {
    const at = asked(given);
    if (!DAY.test(given)) return at;
    return (zone) => iso(Temporal.PlainDate.from(given).toZonedDateTime(zone).toInstant());
  };
}

/** For `argParser`: a day, by which its end is meant, or a moment with its zone; the reader is told which would do. */
export function dayOrMoment(allowed: string): (given: string) => AskedMoment {
  return (given) => {
    try {
      if (DAY.test(given)) {
        const next = Temporal.PlainDate.from(given).add({ days: 1 });
        return (zone) => iso(next.toZonedDateTime(zone).toInstant().subtract(ONE));
      }
      if (MOMENT.test(given)) {
        const at = toIso(given);
        return () => at;
      }
    } catch (error) {
      // No such day or hour, or no zone.
      if (!(error instanceof RangeError)) throw error;
    }
    throw new InvalidArgumentError(allowed);
  };
}
