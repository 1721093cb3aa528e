export { cutout, MIDDLE, ZOOMS, type Crop, type Cutout } from './crop.js';
export { PagePhotos } from './page-photos.js';
export { PhotoStore, type StoredPhoto } from './photo-store.js';
export { PhotosModule } from './photos.module.js';
export { refusedPhoto, UPLOAD_BOUNDS } from './read-upload.js';
export { cutoutOf, fileName, renditionsOf, SHAPES, type Rendition, type Shape } from './renditions.js';
