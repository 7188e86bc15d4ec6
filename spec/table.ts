import { type Module, publicNames } from './reading.ts'

const marks = (specifier: string): readonly [string, string] => [
  `<!-- operators of ${specifier} -->`,
  `<!-- /operators of ${specifier} -->`,
]

export interface Row {
  readonly group: string
  readonly name: string
  readonly sentence: string
}

const cell = (text: string): string => text.replaceAll(/(?<!\\)\|/g, '\\|')

/** One row for every public value of an entry, in the order of its table of contents. */
export const rowsOf = (modules: readonly Module[], path: string): Row[] =>
  publicNames(modules, path)
    .filter(({ kind }) => kind === 'value')
    .map(({ name, group, doc }) => ({ group, name, sentence: cell(doc?.summary ?? '') }))

/** The rows that a page has for an entry, read back from between its marks. */
export const rowsIn = (page: string, specifier: string): Row[] => {
  const [begin, end] = marks(specifier)
  let group = ''
  return (page.split(begin)[1]?.split(end)[0] ?? '').split('\n').flatMap((line) => {
    group = /^\*\*(.*)\*\*$/.exec(line)?.[1] ?? group
    const [, name = '', sentence = ''] = /^\| `([^`]*)`\s*\| (.*?)\s*\|$/.exec(line) ?? []
    return name === '' ? [] : [{ group, name, sentence }]
  })
}

/** Writes the rows between the marks that a page has for an entry. */
export const withRows = (page: string, specifier: string, rows: readonly Row[]): string => {
  const [begin, end] = marks(specifier)
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${begin} or ${end}`)
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) => {
    const lines = rows.filter((row) => row.group === group).map(({ name, sentence }) => `| \`${name}\` | ${sentence} |`)
    return [`**${group}**`, '', '| name | what it does |', '| --- | --- |', ...lines].join('\n')
  })
  return [before.trimEnd(), begin, ...groups, end, after.trimStart()].join('\n\n')
}
