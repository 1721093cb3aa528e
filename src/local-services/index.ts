export { onPath } from './redis-binaries.js';
export { DataFolderInUseError, indented, LocalServiceError, ProgramFailedError } from './errors.js';
export { freePort, isPortFree } from './free-port.js';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres-server.js';
export { PROJECT_DIR } from './project-folder.js';
export { startRedis, type RedisOptions, type RunningRedis } from './redis-server.js';
export { runProgram } from './run-program.js';
export { ServiceProcess } from './service-process.js';
export { startLocalServices, type LocalServices, type LocalServicesOptions } from './start-local-services.js';
