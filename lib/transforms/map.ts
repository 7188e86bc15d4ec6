import { type Stage, stage } from '../core/pipeline.ts'

export const map = <A, B>(f: (value: A) => B): Stage<A, B> =>
  stage('map', (down) => ({ ...down, next: (value) => down.next(f(value)) }))
