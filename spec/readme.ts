// Writes the table of operators in README.md from the docstrings.
import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { read, readFolder, root } from './reading.ts'
import { rowsOf, withRows } from './table.ts'

const path = `${root}README.md`
const page = withRows(readFileSync(path, 'utf8'), rowsOf(readFolder('lib').map(read)))
writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }))
