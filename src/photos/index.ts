export { ZOOMS } from './crop.js';
export { logoPath, Logos, type StoredLogo } from './logos.js';
export { nearestPosition, parseCrop, POSITIONS, type Position } from './parse-crop.js';
export { PagePhotos } from './page-photos.js';
export { PhotoStore, type StoredPhoto } from './photo-store.js';
export { PhotosModule } from './photos.module.js';
export { refusedPhoto, UPLOAD_BOUNDS } from './read-upload.js';
export { cutoutOf, fileName, renditionsOf, SHAPES, type PictureFormat, type Shape } from './renditions.js';
