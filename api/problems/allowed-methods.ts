/**
 * The methods that a path can be called with, as the header `Allow` lists them.
 *
 * @param routes for example `GET /api/v1/servers/:server`
 * @param path of a request, as it was sent: URL-encoded
 */
export function allowedMethods(routes: readonly string[], path: string): readonly string[] {
  const segments = path.replace(/\/$/, '').split('/');
  const methods = routes
    .map((route) => route.split(' '))
    .filter(([, pattern = '']) => isOf(pattern.split('/'), segments))
    .flatMap(([method = '']) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  return [...new Set(methods)].toSorted();
}

/** Case makes no difference to Express. */
function isOf(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => {
      const segment = segments[index] ?? '';
      return part.startsWith(':') ? segment !== '' : part.toLowerCase() === segment.toLowerCase();
    })
  );
}
