import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { root } from '../reading.ts'

const env = { ...process.env, CI: 'true', NO_COLOR: '1', FORCE_COLOR: undefined }

/** An example as a process of its own, what it has said so far, and how it ends. */
export const startScript = (name: string, ...args: readonly string[]) => {
  const script = spawn(process.execPath, ['--import', 'tsx', `examples/${name}.ts`, ...args], { cwd: root, env })
  let out = ''
  let err = ''
  script.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  script.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = once(script, 'close').then(([exit]) => ({ exit: exit as unknown, out, err }))
  const says = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(out)) {
      const over = await Promise.race([once(script.stdout, 'data').then(() => false), ended.then(() => true)])
      if (over && !pattern.test(out)) throw new Error(`${name} ended and has not said ${String(pattern)}: ${out}${err}`)
    }
  }
  return {
    ended,
    says,
    write: (text: string) => void script.stdin.write(text),
    end: (text = '') => void script.stdin.end(text),
    interrupt: () => void script.kill('SIGINT'),
    kill: () => void script.kill('SIGKILL'),
  }
}

export type Script = ReturnType<typeof startScript>
