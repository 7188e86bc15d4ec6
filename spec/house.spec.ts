import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { entries } from './entries.ts'
import { floors, type House } from './floors.ts'
import { read, readFolder, root } from './reading.ts'

const ignored = readFileSync(`${root}.gitignore`, 'utf8')
  .split('\n')
  .map((line) => line.replace(/^\*|\/$/g, ''))
  .filter((line) => line !== '')

const house: House = {
  modules: readFolder('lib').map(read),
  specs: readFolder('spec').map(({ path }) => path),
  entries: entries.map(({ path }) => path),
  top: readdirSync(root).filter((name) => !ignored.some((end) => name.endsWith(end))),
}

describe('the house', () => {
  test.each(Object.entries(floors))('%s', (_, floor) => {
    expect(floor(house)).toEqual([])
  })
})
