import { NETWORK_VARIABLE } from './network-variable.js';

/*
 * Preloaded by the processes of a soak. All of them go by one configuration, which names each engine where it is; but each
 * of them reaches the engines over a network of its own, which can be cut.
 */

const inPlaceOf = new Map(
  Object.entries(JSON.parse(process.env[NETWORK_VARIABLE] ?? '{}') as Record<string, string>),
);
const fetchDirectly = globalThis.fetch;

globalThis.fetch = (resource, init) => {
  if (!(resource instanceof URL)) return fetchDirectly(resource, init);
  const { origin, pathname, search } = resource;
  const other = inPlaceOf.get(origin);
  return fetchDirectly(other === undefined ? resource : new URL(pathname + search, other), init);
};
