import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { type Script, startScript } from './script.ts'

const home = mkdtempSync(join(tmpdir(), 'sluice-tail-'))
const started: Script[] = []
afterAll(() => {
  for (const script of started) script.kill()
  rmSync(home, { recursive: true, force: true })
})

const log = (): string => {
  const file = join(mkdtempSync(join(home, 'log-')), 'access.log')
  writeFileSync(file, 'an error of the past\n')
  return file
}

const follow = async (...args: readonly string[]) => {
  const files = [log(), log()] as const
  const script = startScript('tail-a-log', ...files, ...args)
  started.push(script)
  for (const file of files) await script.says(new RegExp(`^following ${file}$`, 'm'))
  const end = async () => {
    script.interrupt()
    return await script.ended
  }
  return { ...script, files, end }
}

describe('tail-a-log', { timeout: 60_000 }, () => {
  test('shows the errors that are added to either file, and nothing else', async () => {
    const { files, says, end } = await follow()
    const [a, b] = files
    appendFileSync(a, 'all is well\nan ERROR in a\n')
    await says(/in a$/m)
    appendFileSync(b, '"GET / HTTP/1.1" 200 17\n"GET / HTTP/1.1" 503 17\n')
    await says(/503 17$/m)
    expect(await end()).toEqual({
      exit: 0,
      out: `following ${a}\nfollowing ${b}\n${a}: an ERROR in a\n${b}: "GET / HTTP/1.1" 503 17\n`,
      err: '',
    })
  })

  test('raises one alarm where too many come in both together', async () => {
    const { files, says, end } = await follow('--count', '3', '--within', '60000')
    const [a, b] = files
    appendFileSync(a, 'error 1\nerror 2\n')
    await says(/error 2$/m)
    appendFileSync(b, 'error 3\nerror 4\n')
    await says(/error 4$/m)
    const { out } = await end()
    expect(out).toContain(`${b}: error 3\nALARM: 3 errors within 60000 ms\n${b}: error 4\n`)
    expect(out.split('ALARM')).toHaveLength(2)
  })

  test('raises none where they are further apart', async () => {
    const { files, says, end } = await follow('--count', '2', '--within', '10')
    const [a] = files
    appendFileSync(a, 'error 1\n')
    await says(/error 1$/m)
    await sleep(20) // it lives by the time of the machine
    appendFileSync(a, 'error 2\n')
    await says(/error 2$/m)
    expect((await end()).out).not.toContain('ALARM')
  })

  test('waits for the rest of a line', async () => {
    const { files, says, end } = await follow()
    const [a, b] = files
    appendFileSync(a, 'error, one ')
    appendFileSync(b, 'error, other\n')
    await says(/error, other$/m)
    appendFileSync(a, 'half\n')
    await says(/error, one half$/m)
    expect((await end()).exit).toBe(0)
  })

  test('reads a file that was cut short from its start', async () => {
    const { files, says, end } = await follow()
    truncateSync(files[0])
    appendFileSync(files[0], 'error, anew\n')
    await says(/error, anew$/m)
    expect((await end()).exit).toBe(0)
  })

  test('knows an error by the pattern it is given', async () => {
    const { files, says, end } = await follow('--match', '^W\\d+')
    appendFileSync(files[0], 'error\nW17 slow\n')
    await says(/W17 slow$/m)
    expect((await end()).out).not.toMatch(/: error$/m)
  })

  test('explains itself', async () => {
    const { exit, out } = await startScript('tail-a-log', '--help').ended
    expect(exit).toBe(0)
    expect(out).toMatch(/<logs\.\.\.>.*--match.*--count.*--within/s)
  })

  test.each([
    ['a file that is not there', [join(home, 'nowhere')], /^ENOENT.*nowhere/],
    ['a count of 0', [log(), '--count', '0'], /^error: only integers above 0/],
  ])('refuses %s', async (_, args, message) => {
    const { exit, out, err } = await startScript('tail-a-log', ...args).ended
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toMatch(message)
  })
})
