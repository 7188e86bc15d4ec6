import { type Stage, stage } from '../core/pipeline.ts'

export const take = <A>(n: number): Stage<A, A> =>
  stage('take', (down) => {
    let left = n
    return {
      ...down,
      next: (value) => {
        const more = down.next(value)
        if (--left > 0) return more
        down.end()
        return false
      },
      demand: () => Math.min(left, down.demand()),
    }
  })
