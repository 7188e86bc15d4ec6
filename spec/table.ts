import { type Module, publicNames } from './reading.ts'

const begin = '<!-- operators -->'
const end = '<!-- /operators -->'

export interface Row {
  readonly group: string
  readonly name: string
  readonly sentence: string
}

const cell = (text: string): string => text.replaceAll(/(?<!\\)\|/g, '\\|')

/** One row for every public value, in the order of the table of contents. */
export const rowsOf = (modules: readonly Module[]): Row[] =>
  publicNames(modules)
    .filter(({ kind }) => kind === 'value')
    .map(({ name, group, doc }) => ({ group, name, sentence: cell(doc?.summary ?? '') }))

/** The rows that a page has, read back from between its marks. */
export const rowsIn = (page: string): Row[] => {
  let group = ''
  return (page.split(begin)[1]?.split(end)[0] ?? '').split('\n').flatMap((line) => {
    group = /^\*\*(.*)\*\*$/.exec(line)?.[1] ?? group
    const [, name = '', sentence = ''] = /^\| `([^`]*)`\s*\| (.*?)\s*\|$/.exec(line) ?? []
    return name === '' ? [] : [{ group, name, sentence }]
  })
}

/** Writes the rows between the marks of a page. */
export const withRows = (page: string, rows: readonly Row[]): string => {
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${begin} or ${end}`)
  const groups = [...new Set(rows.map(({ group }) => group))].map((group) => {
    const lines = rows.filter((row) => row.group === group).map(({ name, sentence }) => `| \`${name}\` | ${sentence} |`)
    return [`**${group}**`, '', '| name | what it does |', '| --- | --- |', ...lines].join('\n')
  })
  return [before.trimEnd(), begin, ...groups, end, after.trimStart()].join('\n\n')
}
