import { range, toArray } from 'sluice'
import { Functor } from 'sluice/fp-ts'
import { expect, test } from 'vitest'

test('Functor maps', async () => {
  expect(await toArray(Functor.map(range(1, 2), String))).toEqual(['1', '2'])
})
