import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../reading.ts'

const program = 'examples/audit-dependencies.ts'
const env = { ...process.env, FORCE_COLOR: '1', CI: 'true', NO_COLOR: undefined }

const start = (...args: readonly string[]) =>
  spawn(process.execPath, ['--import', 'tsx', program, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })

type Child = ChildProcessByStdio<Writable | null, Readable, Readable>
const started = new Set<Child>()

const endOf = async (child: Child) => {
  started.add(child)
  const [out, err, [exit]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { exit: exit as unknown, out, err }
}
const run = (...args: readonly string[]) => endOf(start(...args))

const home = mkdtempSync(join(tmpdir(), 'sluice-audit-'))
const tree = join(home, 'node_modules')

const write = (path: string, content: string): void => {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), content)
}
const install = (path: string, manifest: object): void => write(`${path}/package.json`, JSON.stringify(manifest))
const bytes = (...paths: readonly string[]): number =>
  paths.reduce((sum, path) => sum + statSync(join(tree, path)).size, 0)

const makePipe = (path: string): boolean => spawnSync('mkfifo', [path]).status === 0

beforeAll(() => {
  install('alpha', { name: 'alpha', version: '1.0.0', license: 'MIT' })
  write('alpha/lib/deep/data.bin', 'x'.repeat(1_500_000))
  install('alpha/node_modules/beta', { name: 'beta', version: '10.0.0', license: { type: 'ISC' } })
  install('beta', { name: 'beta', version: '9.0.0', licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] })
  install('@scope/gamma', { name: '@scope/gamma', version: '3.0.0', engines: { node: '<1' } })
  install('evil', { name: 'evil\n\u001B[2J', version: '1.0.0', license: 'MIT', engines: 'any' })
  write('broken/package.json', '{ "name": ')
  write('nothing/package.json', 'null')
  install('nameless', { version: '1.0.0' })
  mkdirSync(join(tree, 'folder/package.json'), { recursive: true })
  mkdirSync(join(tree, 'looped'))
  symlinkSync('package.json', join(tree, 'looped/package.json'))
  symlinkSync('../..', join(tree, 'alpha/lib/round'))
  write('.bin/tool', '')
  write('alpha/test/package.json', '{ "type": "commonjs" }')
})
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

describe('audit-dependencies', { timeout: 60_000 }, () => {
  describe('on a tree with all that can go wrong', () => {
    interface Report {
      readonly largest: ReadonlyArray<{ readonly name: string; readonly bytes: number; readonly path: string }>
      readonly [key: string]: unknown
    }
    let screen: Awaited<ReturnType<typeof run>>
    let report: Report
    beforeAll(async () => {
      const [plain, json] = await Promise.all([run(tree, '--graph'), run(tree, '--json', '--graph')])
      screen = plain
      report = JSON.parse(json.out) as Report
    }, 60_000)

    test('ends well', () => expect(screen).toMatchObject({ exit: 0, err: '' }))
    test('fits on a screen', () => {
      const [lines = ''] = screen.out.split('\nflowchart')
      expect(lines.trimEnd().split('\n').length).toBeLessThanOrEqual(40)
    })
    test('counts packages by licence', () => {
      const licences = [
        { licence: 'MIT', packages: 2 },
        { licence: 'none stated', packages: 1 },
        { licence: 'ISC', packages: 1 },
        { licence: 'MIT or Apache-2.0', packages: 1 },
      ]
      expect(report['licences']).toEqual(licences)
      for (const { licence, packages } of licences) expect(screen.out).toContain(`  ${packages}  ${licence}\n`)
    })
    test('measures the files of a package without those of packages in it', () => {
      const files = ['alpha/package.json', 'alpha/test/package.json', 'alpha/lib/deep/data.bin']
      const link = lstatSync(join(tree, 'alpha/lib/round')).size
      expect(report.largest[0]).toMatchObject({ name: 'alpha', path: 'alpha', bytes: bytes(...files) + link })
      expect(screen.out).toMatch(/1\.5 MB {2}alpha 1\.0\.0\n/)
    })
    test('finds packages that are there in several versions', () => {
      expect(report['severalVersions']).toEqual([{ name: 'beta', versions: ['9.0.0', '10.0.0'] }])
      expect(screen.out).toContain('beta  9.0.0, 10.0.0')
    })
    test('finds packages that were made for another Node', () => {
      expect(report['otherNode']).toMatchObject([{ name: '@scope/gamma', path: '@scope/gamma', node: '<1' }])
      expect(screen.out).toMatch(/@scope\/gamma 3\.0\.0 {2}<1\n/)
    })
    test('lists the files that it could not read, and goes on', () => {
      const failures = [
        { path: 'broken/package.json', reason: 'not JSON' },
        { path: 'folder/package.json', reason: 'EISDIR' },
        { path: 'looped/package.json', reason: 'ELOOP' },
        { path: 'nameless/package.json', reason: 'no name' },
        { path: 'nothing/package.json', reason: 'no name' },
      ]
      expect(report['failures']).toEqual(failures)
      for (const { path, reason } of failures) expect(screen.out).toContain(`${reason}  ${path}\n`)
    })
    test('counts at the end', () => {
      expect(report['counts']).toEqual({ packages: 5, files: 14, failed: 5, ms: expect.any(Number) })
      expect(screen.out).toMatch(/^5 packages, 14 files, 5 failed, \d+ ms$/m)
    })
    test('draws its pipeline', () => {
      expect(screen.out).toContain('\nflowchart')
      expect(screen.out).toContain('inspect')
      expect(report['graph']).toMatchObject({ nodes: expect.any(Array), edges: expect.any(Array) })
    })
    test('lets no escape code through, of its own or of a package', () => {
      expect(screen.out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    })
    test('says the same of a folder that has the tree in it', async () => {
      const { out } = await run(home, '--json')
      expect(JSON.parse(out)).toMatchObject({ licences: report['licences'], failures: { length: 5 } })
    })
  })

  test('goes past a pipe in the place of a file', async ({ skip }) => {
    const folder = mkdtempSync(join(home, 'pipe-'))
    mkdirSync(join(folder, 'pipe'))
    if (!makePipe(join(folder, 'pipe/package.json'))) return skip('no mkfifo here')
    const { exit, out } = await run(folder)
    expect(exit).toBe(0)
    expect(out).toContain('not JSON  pipe/package.json')
  })

  test('finds nothing in an empty folder', async () => {
    const { exit, out } = await run(mkdtempSync(join(home, 'empty-')))
    expect(exit).toBe(0)
    expect(out).toMatch(/^0 packages, 0 files, 0 failed/m)
  })

  test('explains itself', async () => {
    const { exit, out, err } = await run('--help')
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(out).toMatch(/Usage: .*\[directory\].*--json.*--graph/s)
  })

  test.each([
    ['a directory that is not there', ['nowhere'], `no such directory: ${root}nowhere`],
    ['a file', ['package.json'], `no such directory: ${root}package.json`],
    ['an option that it does not know', ['--jsno'], "unknown option '--jsno'"],
    ['a second directory', ['lib', 'spec'], 'too many arguments'],
  ])('refuses %s', async (_, args, message) => {
    const { exit, out, err } = await run(...args)
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toContain(message)
  })

  test('does not mind when nobody reads to the end', async () => {
    const child = start(tree, '--json')
    child.stdout.destroy()
    const [err, [exit]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
  })

  describe('on a large tree', () => {
    const crowd = join(home, 'crowd')
    const first = join(home, 'first')
    let hasPipes = false
    beforeAll(() => {
      hasPipes = makePipe(first)
      for (let n = 0; n < 2000; n++) {
        mkdirSync(join(crowd, String(n)), { recursive: true })
        if (hasPipes) linkSync(first, join(crowd, String(n), 'package.json'))
      }
    })

    test('stops at once when interrupted', async ({ skip }) => {
      if (!hasPipes) skip('no mkfifo here')
      const child = start(crowd)
      const reading = constants.O_RDONLY | constants.O_NONBLOCK
      const ended = endOf(child).finally(() => closeSync(openSync(first, reading)))
      // All 2000 package.json are this pipe: to open it waits until the first of them is read, at the latest by the end.
      const pipe = await open(first, 'w')
      child.kill('SIGINT')
      expect(await ended).toEqual({ exit: 130, out: '', err: '' })
      await pipe.close()
    })

    describe.skipIf(spawnSync('script', ['--version']).status !== 0)('on a terminal', () => {
      const terminal = (folder: string) => {
        const line = [process.execPath, 'node_modules/tsx/dist/cli.mjs', program, folder]
        const plain = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, CI: undefined, TERM: 'xterm' }
        return spawn('script', ['-qefc', line.map((word) => `'${word}'`).join(' '), '/dev/null'], {
          cwd: root,
          env: plain,
        })
      }

      test('shows how far it is, and colours', async () => {
        const { exit, out } = await endOf(terminal(tree))
        expect(exit).toBe(0)
        expect(out).toContain('\u001B[1mLicences\u001B[22m')
        expect(out.split('Licences')[0]).toContain('files')
      })
      test('stops at once on Ctrl-C', async () => {
        const child = terminal(crowd)
        const ended = endOf(child)
        await once(child.stdout, 'data')
        child.stdin.write('\u0003')
        const { exit, out } = await ended
        expect(exit).toBe(130)
        expect(out).not.toContain('packages,')
      })
    })
  })
})
