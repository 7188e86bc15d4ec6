// Writes the tables of operators in README.md from the docstrings, one for each entry.
import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { entries } from './entries.ts'
import { read, readFolder, root } from './reading.ts'
import { rowsOf, withRows } from './table.ts'

const path = `${root}README.md`
const modules = readFolder('lib').map(read)
const page = entries.reduce(
  (text, entry) => withRows(text, entry.specifier, rowsOf(modules, entry.path)),
  readFileSync(path, 'utf8'),
)
writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }))
