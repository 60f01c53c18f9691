import { Router } from 'express';
import { z } from 'zod';
import { alterationsSchema } from '../faults/fault-request.js';
import type { DirectoryObject } from '../http-contract.js';
import type { Simulator } from '../simulator.js';
import { parse } from './request-parsing.js';

const Value = z.union([z.string(), z.array(z.string())]);
const Faults = z.strictObject({
  discovery: z.string().min(1).exactOptional(),
  synchronization: z.string().min(1).exactOptional(),
  export: z.string().min(1).exactOptional(),
  altersOnExport: z.union([z.array(z.string()), alterationsSchema]).exactOptional(),
});
const AddBody = z.strictObject({
  objectType: z.string().min(1),
  partition: z.string().optional(),
  dn: z.string().min(1).optional(),
  attributes: z.record(z.string(), Value),
});
const ModifyBody = z.strictObject({
  dn: z.string().min(1).optional(),
  attributes: z.record(z.string(), Value.nullable()).optional(),
  faults: Faults.optional(),
});
const ListQuery = z.object({ objectType: z.string().optional() });

/** The object as the contract gives it, without what the simulation keeps beside it. */
function shown(object: DirectoryObject): DirectoryObject {
  const { anchor, dn, objectType, partition, attributes, faults } = object;
  return { anchor, dn, objectType, partition, attributes, ...(faults === undefined ? {} : { faults }) };
}

/** The connected directories, for whoever plays their users and administrators: `/directories/…` of `http-contract.ts`. */
export function directoryRoutes(simulator: Simulator): Router {
  const router = Router();

  router.get('/:ma', (request, response) => {
    const { objectType } = parse(ListQuery, request.query, 'query');
    response.json(simulator.objects(request.params.ma, objectType).map(shown));
  });

  router.post('/:ma/objects', (request, response) => {
    const body = parse(AddBody, request.body, 'body');
    response.status(201).json(shown(simulator.add(request.params.ma, body)));
  });

  router.patch('/:ma/objects/:anchor', (request, response) => {
    const body = parse(ModifyBody, request.body, 'body');
    response.json(shown(simulator.modify(request.params.ma, request.params.anchor, body)));
  });

  router.delete('/:ma/objects/:anchor', (request, response) => {
    simulator.remove(request.params.ma, request.params.anchor);
    response.status(204).end();
  });

  return router;
}
