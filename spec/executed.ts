import { parseSync } from 'oxc-parser'
import type { Entry } from './entries.ts'
import { publicNames, type Module } from './reading.ts'

const helpers = [
  "import { flow, identity, pipe } from 'fp-ts/lib/function.js'",
  ...Object.entries({
    E: 'Either',
    Eq: 'Eq',
    N: 'number',
    O: 'Option',
    Ord: 'Ord',
    RA: 'ReadonlyArray',
    S: 'string',
    T: 'Task',
    TE: 'TaskEither',
  }).map(([name, module]) => `import * as ${name} from 'fp-ts/lib/${module}.js'`),
]
/** What an entry is called where it is imported as a whole. */
const wholes: Record<string, string> = { 'sluice/fp-ts': 'AI' }
const importable = /^(sluice(\/[\w-]+)?|fp-ts\/lib\/\w+\.js|node:[\w/]+|effect|rxjs)$/
const failure = /^(throws|rejects) (\w+)(?:: (.*))?$/

const expectation = (expression: string, promised: string): string => {
  const [, how, name, message = ''] = failure.exec(promised) ?? []
  if (how === undefined) return `expect(${expression}).toEqual(${promised});`
  const error = `expect.objectContaining({ name: '${name}', message: expect.stringContaining(${JSON.stringify(message)}) })`
  return how === 'throws'
    ? `expect(() => (${expression})).toThrow(${error});`
    : `await expect((async () => (${expression}))()).rejects.toThrow(${error});`
}

/** Turns every `expression // => value` into an expectation. Its imports are handed back apart. */
export const rewrite = (code: string): { imports: string[]; imported: string[]; body: string; claims: number } => {
  const { program, comments, errors, module } = parseSync('example.ts', code, { lang: 'ts', sourceType: 'module' })
  if (errors[0] !== undefined) throw new SyntaxError(`${errors[0].message} in\n${code}`)
  const strange = module.staticImports.find(({ moduleRequest }) => !importable.test(moduleRequest.value))
  if (strange) throw new Error(`an example imports '${strange.moduleRequest.value}', which Node or a user cannot`)
  const edits = module.staticImports.map(({ start, end }) => ({ start, end, text: '' }))
  const claims = comments.filter(({ type, value }) => type === 'Line' && /^\s*=>/.test(value))
  for (const claim of claims) {
    const promised = claim.value.replace(/^\s*=>\s*/, '').trim()
    const statement = program.body.find(
      ({ end }) => end <= claim.start && /^[^\S\n]*$/.test(code.slice(end, claim.start)),
    )
    if (statement?.type === 'ExpressionStatement') {
      const { start, end } = statement.expression
      edits.push({ start: statement.start, end: claim.end, text: expectation(code.slice(start, end), promised) })
    } else if (
      statement?.type === 'VariableDeclaration' &&
      statement.declarations.length === 1 &&
      statement.declarations[0]?.id.type === 'Identifier' &&
      !failure.test(promised)
    ) {
      edits.push({
        start: claim.start,
        end: claim.end,
        text: `\n${expectation(statement.declarations[0].id.name, promised)}`,
      })
    } else {
      throw new Error(`// => ${promised} stands behind no expression in\n${code}`)
    }
  }
  return {
    imports: module.staticImports.map(({ start, end }) => code.slice(start, end)),
    imported: module.staticImports.flatMap(({ entries }) => entries.map(({ localName }) => localName.value)),
    body: edits
      .toSorted((a, b) => b.start - a.start)
      .reduce((text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end), code),
    claims: claims.length,
  }
}

const without = (taken: readonly string[], line: string): string =>
  line.replace(/\{ (.*) \}/, (_, names: string) => {
    return `{ ${names
      .split(', ')
      .filter((name) => !taken.includes(name.replace(/^type /, '')))
      .join(', ')} }`
  })

/** A module of its own for one example, with all public names and the usual ones of fp-ts at hand. */
export const asModule = (code: string, publics: readonly string[]): string => {
  const { imports, imported, body } = rewrite(code)
  return [
    "import { expect } from 'vitest'",
    ...[...helpers, ...publics]
      .map((line) => without(imported, line))
      .filter((line) => !imported.some((name) => line.includes(`* as ${name} `)) && !line.includes('{  }')),
    ...imports,
    'export const run = async (): Promise<void> => {',
    body.trim(),
    '}',
    '',
  ].join('\n')
}

/**
 * The import lines that bring every public name of the entries: those of an entry that an earlier one hands on, too, come
 * from that one. Entries below the root are at hand as a whole besides, by initials as fp-ts has them.
 */
export const importLines = (modules: readonly Module[], entries: readonly Entry[]): string[] => {
  const taken = new Set(['let'])
  return entries.flatMap(({ specifier, path }) => {
    const names = publicNames(modules, path).filter(({ name }) => !taken.has(name) && taken.add(name))
    const list = names.map(({ name, kind }) => (kind === 'type' ? `type ${name}` : name)).join(', ')
    const whole = wholes[specifier]
    return [
      `import { ${list} } from '${specifier}'`,
      ...(whole === undefined ? [] : [`import * as ${whole} from '${specifier}'`]),
    ]
  })
}

/** The TypeScript blocks of a page that claim something. */
export const claimsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code).filter((code) => code.includes('// =>'))
