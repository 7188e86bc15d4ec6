import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { entries } from './entries.ts'
import { floors, type House } from './floors.ts'
import { read, readFolder, root } from './reading.ts'

const { stdout } = spawnSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
const tracked = (stdout ?? '').split('\n').filter((path) => path !== '')

const house: House = {
  modules: readFolder('lib').map(read),
  specs: readFolder('spec').map(({ path }) => path),
  entries: entries.map(({ path }) => path),
  top: [...new Set(tracked.map((path) => path.replace(/\/.*/, '')))],
}

describe('the house', () => {
  test.each(Object.entries(floors))('%s', (_, floor) => {
    expect(floor(house)).toEqual([])
  })
})
