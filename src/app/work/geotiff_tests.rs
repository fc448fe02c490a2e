//! Small TIFFs made here, sound and hostile.

use std::io::Cursor;
use std::path::PathBuf;

use super::*;
use crate::io::WorldFileError;

const COUNTY: Option<(LonLat, LonLat)> = Some((LonLat::new(103.9, 29.4), LonLat::new(104.4, 29.9)));

/// A tag and its values; of 16 bits, of 32, or with a point.
#[derive(Clone)]
enum Values {
    Short(Vec<u16>),
    Long(Vec<u32>),
    Double(Vec<f64>),
}

use Values::{Double, Long, Short};

/// A file with these tags; its pixels begin at byte 8.
fn tiff(is_little: bool, pixels: &[u8], tags: &[(u16, Values)]) -> Vec<u8> {
    let short = |n: u16| {
        if is_little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let long = |n: u32| {
        if is_little {
            n.to_le_bytes()
        } else {
            n.to_be_bytes()
        }
    };
    let mut file = if is_little { *b"II" } else { *b"MM" }.to_vec();
    file.extend(short(42));
    file.extend([0; 4]);
    file.extend(pixels);
    let mut tags = tags.to_vec();
    tags.sort_by_key(|(tag, _)| *tag);
    let mut directory = short(tags.len() as u16).to_vec();
    for (tag, values) in tags {
        let (kind, count, mut bytes): (u16, usize, Vec<u8>) = match values {
            Short(n) => (3, n.len(), n.iter().flat_map(|&n| short(n)).collect()),
            Long(n) => (4, n.len(), n.iter().flat_map(|&n| long(n)).collect()),
            Double(n) => {
                let bits = |n: &f64| {
                    if is_little {
                        n.to_le_bytes()
                    } else {
                        n.to_be_bytes()
                    }
                };
                (12, n.len(), n.iter().flat_map(bits).collect())
            }
        };
        directory.extend(short(tag));
        directory.extend(short(kind));
        directory.extend(long(count as u32));
        if bytes.len() > 4 {
            let at = long(file.len() as u32);
            file.extend(bytes);
            bytes = at.to_vec();
        }
        bytes.resize(4, 0);
        directory.extend(bytes);
    }
    let at = long(file.len() as u32);
    file[4..8].copy_from_slice(&at);
    file.extend(directory);
    file.extend([0; 4]);
    file
}

/// The tags of a picture of one strip.
fn picture([width, height]: [u32; 2], photometric: u16, samples: u16) -> Vec<(u16, Values)> {
    vec![
        (256, Long(vec![width])),
        (257, Long(vec![height])),
        (258, Short(vec![8; samples.into()])),
        (259, Short(vec![1])),
        (262, Short(vec![photometric])),
        (273, Long(vec![8])),
        (277, Short(vec![samples])),
        (278, Long(vec![height])),
        (279, Long(vec![width * height * u32::from(samples)])),
    ]
}

/// In degrees, with its upper left corner at 104° E and 29.8° N and pixels of so many degrees.
fn placed(pixel: f64) -> Vec<(u16, Values)> {
    let keys = vec![1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4490];
    vec![
        (33_550, Double(vec![pixel, pixel, 0.0])),
        (33_922, Double(vec![0.0, 0.0, 0.0, 104.0, 29.8, 0.0])),
        (34_735, Short(keys)),
    ]
}

fn with(mut tags: Vec<(u16, Values)>, more: &[(u16, Values)]) -> Vec<(u16, Values)> {
    tags.retain(|(tag, _)| more.iter().all(|(other, _)| other != tag));
    tags.extend(more.iter().cloned());
    tags
}

fn written(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("底图.tif");
    std::fs::write(&path, bytes).expect("written");
    (folder, path)
}

fn opened(bytes: &[u8], most: u32) -> Result<(ColorImage, Georeference), PictureError> {
    let (_folder, path) = written(bytes);
    read(&path, COUNTY, most, &|| false)
}

fn refused(bytes: &[u8]) -> Words {
    opened(bytes, 4_000).expect_err("it is refused").words()
}

/// Red in the left half, blue in the right one.
fn halves([width, height]: [u32; 2]) -> Vec<u8> {
    let line = (0..width).flat_map(|x| {
        if x < width / 2 {
            [200, 0, 0]
        } else {
            [0, 0, 200]
        }
    });
    let line: Vec<u8> = line.collect();
    line.repeat(height as usize)
}

#[test]
fn a_known_corner_lies_at_its_place_and_colours_are_kept() {
    let size = [40, 30];
    let tags = with(picture(size, 2, 3), &placed(0.01));
    for is_little in [true, false] {
        let (image, lies) =
            opened(&tiff(is_little, &halves(size), &tags), 4_000).expect("it is read");
        assert_eq!(image.size, [40, 30]);
        assert_eq!(
            image.pixels[0],
            Color32::from_rgba_unmultiplied(200, 0, 0, 255)
        );
        assert_eq!(
            image.pixels[39],
            Color32::from_rgba_unmultiplied(0, 0, 200, 255)
        );
        let [upper_left, _, lower_right, _] = lies.corners();
        assert!(upper_left.metres_to(LonLat::new(104.0, 29.8)) < 0.1);
        assert!(lower_right.metres_to(LonLat::new(104.4, 29.5)) < 0.1);
        assert_eq!(lies.system().en, "degrees");
    }
}

#[test]
fn grey_and_palettes_become_colours_in_either_order_of_bytes() {
    let size = [2, 1];
    let mut shades = vec![0_u16; 768];
    // The second colour is green.
    shades[256 + 1] = 0xC8C8;
    for is_little in [true, false] {
        let first = |tags: &[(u16, Values)], pixels: &[u8]| {
            let tags = with(tags.to_vec(), &placed(0.1));
            let (image, _) = opened(&tiff(is_little, pixels, &tags), 4_000).expect("it is read");
            image.pixels[1].to_array()
        };
        assert_eq!(first(&picture(size, 1, 1), &[0, 90]), [90, 90, 90, 255]);
        assert_eq!(first(&picture(size, 0, 1), &[0, 90]), [165, 165, 165, 255]);
        let palette = with(picture(size, 3, 1), &[(320, Short(shades.clone()))]);
        assert_eq!(first(&palette, &[0, 1]), [0, 200, 0, 255]);
        let clear = with(picture(size, 2, 4), &[(338, Short(vec![2]))]);
        let pixels = [1, 2, 3, 255, 9, 9, 9, 0];
        assert_eq!(first(&clear, &pixels), [0, 0, 0, 0]);
        let infrared = with(picture(size, 2, 4), &[(338, Short(vec![0]))]);
        let pixels = [1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(first(&infrared, &pixels), [5, 6, 7, 255]);
    }
}

#[test]
fn strips_and_tiles_are_made_smaller_alike() {
    let size = [100_u32, 64];
    let pixels = halves(size);
    let strips = with(
        picture(size, 2, 3),
        &[
            (273, Long((0..7).map(|strip| 8 + strip * 3_000).collect())),
            (278, Long(vec![10])),
            (279, Long([3_000; 6].into_iter().chain([1_200]).collect())),
        ],
    );
    // The same in tiles of 48 by 48: 3 across, 2 down, with filling.
    let mut in_tiles = Vec::new();
    for (top, left) in [(0, 0), (0, 48), (0, 96), (48, 0), (48, 48), (48, 96)] {
        for y in top..top + 48 {
            for x in left..left + 48 {
                let at = (y * 100 + x) * 3;
                let is_in = x < 100 && y < 64;
                in_tiles.extend(if is_in {
                    &pixels[at..at + 3]
                } else {
                    &[7, 7, 7]
                });
            }
        }
    }
    let mut tiles = picture(size, 2, 3);
    tiles.retain(|(tag, _)| ![273, 278, 279].contains(tag));
    let tiles = with(
        tiles,
        &[
            (322, Long(vec![48])),
            (323, Long(vec![48])),
            (324, Long((0..6).map(|tile| 8 + tile * 6_912).collect())),
            (325, Long(vec![6_912; 6])),
        ],
    );
    let read = |pixels: &[u8], tags: &[(u16, Values)], most| {
        let tags = with(tags.to_vec(), &placed(0.001));
        opened(&tiff(true, pixels, &tags), most).expect("it is read")
    };
    for (most, wanted) in [(4_000, [100, 64]), (30, [25, 16]), (34, [34, 22])] {
        let of_strips = read(&pixels, &strips, most);
        let of_tiles = read(&in_tiles, &tiles, most);
        assert_eq!(of_strips.0.size, wanted);
        assert_eq!(of_strips.0.pixels, of_tiles.0.pixels, "{most}");
        let [red, blue] = [0, wanted[0] - 1].map(|at| of_tiles.0.pixels[at].to_array());
        assert_eq!((red, blue), ([200, 0, 0, 255], [0, 0, 200, 255]));
        // However small it is made, it lies where it lay.
        assert!(of_tiles.1.corners()[0].metres_to(LonLat::new(104.0, 29.8)) < 0.1);
    }
    // A tile that holds nothing was left out.
    let gaps = with(
        tiles,
        &[(325, Long(vec![6_912, 0, 6_912, 6_912, 6_912, 6_912]))],
    );
    let (image, _) = read(&in_tiles, &gaps, 4_000);
    assert_eq!(image.pixels[60], Color32::TRANSPARENT);
}

#[test]
fn a_picture_with_packed_strips_and_a_world_file_is_read() {
    let mut bytes = Cursor::new(Vec::new());
    let encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("a file");
    let mut encoder = encoder.with_compression(tiff::encoder::Compression::Lzw);
    let pixels = halves([40, 30]);
    encoder
        .write_image::<tiff::encoder::colortype::RGB8>(40, 30, &pixels)
        .expect("it is packed");
    let (_folder, path) = written(&bytes.into_inner());
    let error = read(&path, COUNTY, 4_000, &|| false).expect_err("it has no place");
    assert!(matches!(
        &error,
        PictureError::World(WorldFileError::NoTags { .. })
    ));
    let said = error.words();
    assert!(
        said.en.contains("ModelTiepoint") && said.zh.contains("底图.tfw"),
        "{said:?}"
    );
    let world = "0.01\n0\n0\n-0.01\n104.005\n29.795\n";
    std::fs::write(path.with_extension("tfw"), world).expect("written");
    let (image, lies) = read(&path, COUNTY, 4_000, &|| false).expect("it is read");
    assert_eq!(image.size, [40, 30]);
    assert!(lies.corners()[0].metres_to(LonLat::new(104.0, 29.8)) < 0.1);
}

#[test]
fn what_is_no_picture_is_told_by_what_it_is() {
    let size = [4, 4];
    let said = |more: &[(u16, Values)]| {
        let tags = with(with(picture(size, 1, 1), &placed(0.1)), more);
        refused(&tiff(true, &[0; 64], &tags))
    };
    let heights = said(&[
        (258, Short(vec![32])),
        (339, Short(vec![3])),
        (279, Long(vec![64])),
    ]);
    assert!(
        heights.en.contains("height model") && heights.zh.contains("高程模型"),
        "{heights:?}"
    );
    assert!(said(&[(258, Short(vec![16]))]).en.contains("16 bits"));
    assert!(
        said(&[(258, Short(vec![16])), (339, Short(vec![2]))])
            .en
            .contains("with a sign")
    );
    assert!(said(&[(262, Short(vec![5]))]).en.contains("CMYK"));
    assert!(said(&[(262, Short(vec![3]))]).en.contains("palette"));
    assert!(
        said(&[(284, Short(vec![2]))])
            .en
            .contains("plane of its own")
    );
    assert!(
        said(&[(259, Short(vec![34_925]))])
            .en
            .contains("packed in a way")
    );
    let away = said(&[(33_922, Double(vec![0.0, 0.0, 0.0, 116.0, 40.0, 0.0]))]);
    assert!(away.en.contains("outside the county"), "{away:?}");
    let flat = said(&[(33_550, Double(vec![0.0, 0.1, 0.0]))]);
    assert!(flat.en.contains("no sound numbers"), "{flat:?}");
    let endless = said(&[(33_550, Double(vec![f64::NAN, 0.1, 0.0]))]);
    assert!(endless.en.contains("no sound numbers"), "{endless:?}");
    let keys = vec![1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32_767];
    let own = said(&[(34_735, Short(keys))]);
    assert!(own.zh.contains("自定义参数"), "{own:?}");
}

#[test]
fn metres_of_a_zone_are_placed_by_the_code_that_is_said() {
    let place = LonLat::new(104.1, 29.7);
    let grid = crate::io::NationalGrid::of(place).expect("in China");
    let tags = |epsg: u16, raster: u16, half: f64| {
        let keys = vec![
            1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, raster, 3072, 0, 1, epsg,
        ];
        let tie = vec![
            0.0,
            0.0,
            0.0,
            grid.easting + half,
            grid.northing - half,
            0.0,
        ];
        let more = [
            (33_550, Double(vec![10.0, 10.0, 0.0])),
            (33_922, Double(tie)),
            (34_735, Short(keys)),
        ];
        with(picture([4, 4], 1, 1), &more)
    };
    for (raster, half) in [(1, 0.0), (2, 5.0)] {
        let bytes = tiff(true, &[9; 16], &tags(grid.epsg, raster, half));
        let (_, lies) = opened(&bytes, 4_000).expect("it is read");
        assert!(lies.corners()[0].metres_to(place) < 0.5, "{raster}");
        assert!(lies.system().en.contains(&grid.epsg.to_string()));
    }
    // By another zone it lies elsewhere, and is not moved to where it fits.
    let other = refused(&tiff(true, &[9; 16], &tags(grid.epsg + 6, 1, 0.0)));
    assert!(
        other.en.contains("by its own coordinate system"),
        "{other:?}"
    );
    let unknown = refused(&tiff(true, &[9; 16], &tags(12, 1, 0.0)));
    assert!(unknown.en.contains("EPSG:12"), "{unknown:?}");
}

#[test]
fn sizes_in_a_file_are_never_believed() {
    let said = |more: &[(u16, Values)]| {
        let tags = with(with(picture([4, 4], 1, 1), &placed(0.1)), more);
        refused(&tiff(true, &[0; 16], &tags))
    };
    let huge = said(&[(256, Long(vec![60_000])), (257, Long(vec![60_000]))]);
    assert!(huge.en.contains("60000 × 60000"), "{huge:?}");
    let square = 30_000_u32;
    let one_strip = [
        (256, Long(vec![square])),
        (257, Long(vec![square])),
        (278, Long(vec![square])),
        (33_550, Double(vec![1e-5, 1e-5, 0.0])),
    ];
    assert!(said(&one_strip).en.contains("strips or tiles"));
    assert!(said(&[(256, Long(vec![0]))]).en.contains("damaged"));
    assert!(said(&[(278, Long(vec![0]))]).en.contains("damaged"));
    assert!(said(&[(278, Long(vec![1]))]).en.contains("damaged"));
    assert!(said(&[(273, Long(vec![u32::MAX]))]).en.contains("damaged"));
    assert!(
        said(&[(279, Long(vec![u32::MAX]))])
            .en
            .contains("strips or tiles")
    );
    assert!(said(&[(277, Short(vec![0]))]).en.contains("damaged"));
}

#[test]
fn a_photo_says_no_size_of_its_own() {
    let size = [16_u32, 16];
    let mut packed = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(16, 16, image::Rgb([200, 40, 40]))
        .write_to(&mut packed, image::ImageFormat::Jpeg)
        .expect("it is packed");
    let packed = packed.into_inner();
    let of = |packed: &[u8]| {
        let more = [
            (259, Short(vec![7])),
            (279, Long(vec![packed.len() as u32])),
            (530, Short(vec![1, 1])),
        ];
        let tags = with(with(picture(size, 6, 3), &placed(0.01)), &more);
        tiff(true, packed, &tags)
    };
    let (image, _) = opened(&of(&packed), 4_000).expect("it is read");
    let [r, g, b, a] = image.pixels[20].to_array();
    assert!(r.abs_diff(200) < 9 && g.abs_diff(40) < 9 && b.abs_diff(40) < 9 && a == 255);
    let head = packed
        .windows(2)
        .position(|two| two == [0xFF, 0xC0])
        .expect("a head");
    let mut larger = packed.clone();
    larger[head + 5..head + 9].copy_from_slice(&[0x40, 0, 0x40, 0]);
    assert!(refused(&of(&larger)).en.contains("damaged"));
    let mut twice = packed.clone();
    twice.splice(head..head, packed[head..head + 19].iter().copied());
    assert!(refused(&of(&twice)).en.contains("damaged"));
}

#[test]
fn a_file_cut_short_or_changed_anywhere_ends_with_words() {
    let size = [6, 4];
    let tags = with(picture(size, 2, 3), &placed(0.05));
    let bytes = tiff(true, &halves(size), &tags);
    for length in 0..bytes.len() {
        let cut = &bytes[..length];
        // What is missing may be what ends a directory, and nothing else.
        if let Err(error) = opened(cut, 4_000) {
            assert!(error.words().en.contains("底图.tif"));
        }
    }
    for at in 0..bytes.len() {
        for change in [0x00, 0x01, 0x7F, 0xFF] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            if let Err(error) = opened(&changed, 4_000) {
                assert!(error.words().en.contains("底图.tif"));
            }
        }
    }
}
