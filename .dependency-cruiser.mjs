/**
 * Who may import whom, each rule with its reason: the promises of docs/architecture.md that a machine can hold.
 * Every folder of src/ that has no special role below is a feature: a noun of the domain, such as donations or teams.
 */
const ROLES = ['domain', 'platform', 'web', 'cli', 'local-services', 'stripe-sandbox'];
const FEATURE = `^src/(?!(?:${ROLES.join('|')})/)([^/]+)/`;
const COMPOSITION_ROOTS = '^src/(main|app|app\\.module|web\\.module|worker\\.module|worker-clock)\\.ts$';
const TESTS = ['\\.spec\\.tsx?$', '^test/'];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'The rules of money and registration must be provable without a database, a clock or a network, and readable ' +
        'without knowing any of them. domain/ therefore imports nothing but itself.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: TESTS },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'platform-knows-no-feature',
      comment:
        'platform/ is what every feature stands on (database, queue, HTTP). If it knew a feature, no feature could be ' +
        'understood or replaced alone.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(platform|domain)/' },
    },
    {
      name: 'features-meet-at-the-front-door',
      comment:
        'What a feature shows to others is its index.ts; the rest may change without asking anybody. Export it there, ' +
        'or it is not for you.',
      severity: 'error',
      from: { path: FEATURE, pathNot: TESTS },
      to: { path: FEATURE, pathNot: ['^src/$1/', '^src/[^/]+/index\\.tsx?$'] },
    },
    {
      name: 'everybody-uses-the-front-door',
      comment:
        'Pages and commands too see of a feature what its index.ts shows, so that there is one list of its promises.',
      severity: 'error',
      from: { path: '^src/(web|cli)/', pathNot: TESTS },
      to: { path: FEATURE, pathNot: '^src/[^/]+/index\\.tsx?$' },
    },
    {
      name: 'features-import-features-only',
      comment:
        'A feature stands on domain/, platform/ and other features. Composition roots, commands and local set-up stand ' +
        'on features, never the other way round.',
      severity: 'error',
      from: { path: FEATURE, pathNot: TESTS },
      to: { path: ['^src/[^/]+\\.tsx?$', '^src/(cli|local-services|stripe-sandbox)/'] },
    },
    {
      name: 'nothing-imports-web',
      comment:
        'Pages are the outermost layer: mails, exports and workers must work without them. Only the composition roots ' +
        'put them in.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/web/', COMPOSITION_ROOTS, ...TESTS] },
      to: { path: '^src/web/' },
    },
    {
      name: 'only-the-gateway-speaks-stripe',
      comment:
        "One place pins Stripe's API version, its time-outs, retries and idempotency keys, and one place changes when " +
        "Stripe does. The stand-in may use the package's types, since it speaks the same protocol from the other side.",
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/platform/stripe/', '^src/payments/gateway/', '^src/stripe-sandbox/', ...TESTS],
      },
      to: { path: '(^|node_modules/)stripe(/|$)', pathNot: '^src/' },
    },
    {
      name: 'the-stand-in-uses-types-of-stripe-only',
      comment: "If the stand-in ran Stripe's own code, client and server could share a misunderstanding.",
      severity: 'error',
      from: { path: '^src/stripe-sandbox/', pathNot: TESTS },
      to: { path: 'node_modules/stripe/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-stand-in-stands-alone',
      comment: "The stand-in plays a foreign company's server. It speaks HTTP only and knows nothing of us.",
      severity: 'error',
      from: { path: '^src/stripe-sandbox/' },
      to: { path: '^(src|test)/', pathNot: ['^src/stripe-sandbox/', '^test/support/'] },
    },
    {
      name: 'nothing-imports-the-stand-in',
      comment:
        'All that we know of the stand-in is a base URL, so that nothing changes when Stripe itself is behind it.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/stripe-sandbox/', ...TESTS] },
      to: { path: '^src/stripe-sandbox/' },
    },
    {
      name: 'local-services-stand-alone',
      comment: 'Bringing up Postgres and Redis must work before anything of the platform does.',
      severity: 'error',
      from: { path: '^src/local-services/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/local-services/' },
    },
    {
      name: 'only-commands-start-local-services',
      comment: 'The platform is given the URLs of its Postgres and Redis; it never starts them.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/(local-services|cli)/', ...TESTS] },
      to: { path: '^src/local-services/' },
    },
    {
      name: 'nothing-imports-commands',
      comment: 'A command is an entry point. What two of them need belongs to a feature.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/cli/', ...TESTS] },
      to: { path: '^src/cli/' },
    },
    {
      name: 'src-knows-no-test',
      comment: 'What runs for real people must not hang on what runs for tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.tsx?$' },
      to: { path: ['^test/', '\\.spec\\.tsx?$'] },
    },
    {
      name: 'no-cycles',
      comment:
        'In a cycle nothing can be read, tested or loaded first; under ESM it ends in an undefined class at start-up.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nobody imports and that imports nobody is left over: use it or remove it.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          ...TESTS,
          '\\.d\\.ts$',
          '^src/main\\.ts$',
          '^src/cli/[^/]+\\.ts$',
          // Loaded by Node before a program, by the name of its file.
          '^src/cli/faults/shift-clock\\.ts$',
          '^src/stripe-sandbox/main\\.ts$',
          '/assets/',
        ],
      },
      to: {},
    },
    {
      name: 'no-deprecated-modules',
      comment: 'A deprecated module gets no repairs, least of all of its security.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['deprecated'] },
    },
    {
      name: 'production-needs-no-development-packages',
      comment: 'Packages for development are not installed where the platform runs.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [...TESTS, '^src/cli/(test|screenshots|lighthouse|fuzz|browser/|bench/sync-engine)', '/assets/'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'every-import-resolves',
      comment: 'What is not in package.json or not on the disk is there by chance only.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'packages-are-declared',
      comment: 'A package that came with another one can go with it as well: name it in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types tie the files of a design together as much as others do.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^dist/', '^\\.data/', '^\\.tmp/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
