#include "tests/fuzz/seeds_corpus.hpp"

#include <unistd.h>

#include <opencv2/core.hpp>

#include "common/files.hpp"
#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "common/media/mp4.hpp"

namespace proofmark::fuzz {
namespace {

// The first byte says to the target what follows.
Bytes chosen(std::uint8_t which, ByteView content) {
  return concat({Bytes{which}, content});
}

Result<void> write_lists(const WriteSeed& write, const std::filesystem::path& project) {
  PROOFMARK_TRY(const Bytes spec, read_file(project / "scenarios/corpus/specs/tiny.json"));
  PROOFMARK_CHECK(write("corpus_files", "spec", chosen(0, spec)));
  PROOFMARK_CHECK(write(
      "corpus_files", "manifest",
      chosen(1,
             to_bytes(R"({"format":"proofmark-corpus-manifest/1","name":"n","origin":"made","root":".","harness":"0"})"
                      "\n"
                      R"({"file":"a/b.mp4","kind":"attack","split":"evaluation","subject":"s","species":"p",)"
                      R"("parameters":{"grain":0.5},"choices":{"finish":"matte"},"unit":3,"asked":[{"action":"blink",)"
                      R"("at_ms":1,"over_ms":2}],"licence":"l","sha256":")" +
                      std::string(64, 'a') +
                      R"(","bytes":1,"container":"mp4","codec":"h264","width":2,"height":2,"frames":1})" + "\n"))));
  PROOFMARK_CHECK(write("corpus_files", "csv",
                        chosen(2, to_bytes("file,subject,species\r\na/1.mp4,\"x, y\",\r\nb.mp4,z,mask\r\n"))));
  PROOFMARK_CHECK(
      write("corpus_files", "json", chosen(3, to_bytes(R"([{"file":"a.mp4","subject":"b","split":"evaluation"}])"))));
  PROOFMARK_CHECK(write("corpus_files", "pairs", chosen(4, to_bytes("1\t1\nA_B\t1\t2\nA_B\t1\tC\t1\n"))));
  return write("corpus_files", "name", chosen(5, to_bytes("Test/1_2_36_4.avi")));
}

// A film of two pictures of 64 x 64, and one picture.
Result<void> write_films(const WriteSeed& write) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("seed-" + std::to_string(::getpid()) + ".mp4");
  media::EncoderSettings settings;
  settings.width = settings.height = 64;
  PROOFMARK_TRY(const auto encoder, media::Encoder::create(settings));
  PROOFMARK_TRY(const auto writer, media::Mp4Writer::create(file, settings.width, settings.height));
  const cv::Mat picture(settings.height, settings.width, CV_8UC3, cv::Scalar(90, 120, 150));
  for (int i = 0; i < 2; ++i) {
    PROOFMARK_TRY(const Bytes unit, encoder->encode(picture, media::PixelFormat::bgr));
    PROOFMARK_CHECK(writer->write(unit, std::chrono::milliseconds(40 * i)));
  }
  PROOFMARK_CHECK(writer->close());
  const auto film = read_file(file);
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  if (!film) return fail(film.error());
  PROOFMARK_CHECK(write("film", "mp4", *film));
  PROOFMARK_TRY(const Bytes jpeg, media::encode_jpeg(picture));
  return write("film", "jpeg", jpeg);
}

}  // namespace

Result<void> write_corpus_seeds(const WriteSeed& write, const std::filesystem::path& project) {
  PROOFMARK_CHECK(write_lists(write, project));
  return write_films(write);
}

}  // namespace proofmark::fuzz
