#include "simulators/matcher/dlib_network.hpp"

#include <array>
#include <exception>

namespace proofmark::matcher {
namespace {

using cv::dnn::LayerParams;

cv::Mat filled(std::initializer_list<int> shape) {
  return {static_cast<int>(shape.size()), std::data(shape), CV_32F, cv::Scalar(0)};
}

class Builder {
 public:
  explicit Builder(const Tensors& tensors) : tensors_(tensors) {}
  cv::dnn::Net net;

  // Convolution, bias and dlib's affine layer, folded into one: (w x + b) s + t = (w s) x + (b s + t).
  Result<int> convolution(int input, const std::string& name, int stride, int pad, bool relu) {
    PROOFMARK_TRY(const Tensor* filters, tensor(name + "/conv/filters", 4));
    PROOFMARK_TRY(const Tensor* bias, tensor(name + "/conv/bias", 1));
    PROOFMARK_TRY(const Tensor* scale, tensor(name + "/scale/weights", 1));
    PROOFMARK_TRY(const Tensor* shift, tensor(name + "/scale/biases", 1));
    const auto& shape = filters->shape;  // height, width, input, output
    const auto outputs = static_cast<std::size_t>(shape[3]);
    if (bias->values.size() != outputs || scale->values.size() != outputs || shift->values.size() != outputs)
      return wrong(name, std::to_string(outputs) + " biases and scales", "another number");
    cv::Mat weights = filled({shape[3], shape[2], shape[0], shape[1]}), offsets = filled({1, shape[3]});
    const std::size_t inputs = static_cast<std::size_t>(shape[2]), area = filters->values.size() / inputs / outputs;
    for (std::size_t o = 0; o < outputs; ++o) {
      for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t k = 0; k < area; ++k)
          weights.ptr<float>()[(o * inputs + i) * area + k] =
              filters->values[(k * inputs + i) * outputs + o] * scale->values[o];
      offsets.ptr<float>()[o] = bias->values[o] * scale->values[o] + shift->values[o];
    }
    LayerParams params;
    params.set("kernel_h", shape[0]);
    params.set("kernel_w", shape[1]);
    params.set("stride_h", stride);
    params.set("stride_w", stride);
    params.set("pad_h", pad);
    params.set("pad_w", pad);
    params.set("num_output", shape[3]);
    params.set("bias_term", true);
    params.blobs = {weights, offsets};
    const int made = add(name, "Convolution", params, {input});
    return relu ? rectified(made, name) : made;
  }

  int rectified(int input, const std::string& name) {
    LayerParams params;
    return add(name + "/relu", "ReLU", params, {input});
  }

  int pooled(int input, const std::string& name, const char* kind, int kernel, int stride, bool all = false) {
    LayerParams params;
    params.set("pool", std::string(kind));
    params.set("global_pooling", all);
    if (!all) {
      params.set("kernel_size", kernel);
      params.set("stride", stride);
    }
    params.set("ceil_mode", false);
    return add(name, "Pooling", params, {input});
  }

  // Zeros behind the last channel, row and column.
  int padded(int input, const std::string& name, int channels, int rows) {
    LayerParams params;
    const std::array<int, 8> paddings = {0, 0, 0, channels, 0, rows, 0, rows};
    params.set("paddings", cv::dnn::DictValue::arrayInt(paddings.data(), static_cast<int>(paddings.size())));
    return add(name, "Padding", params, {input});
  }

  int sum(int a, int b, const std::string& name) {
    LayerParams params;
    params.set("operation", std::string("sum"));
    return rectified(add(name + "/sum", "Eltwise", params, {a, b}), name);
  }

  Result<int> descriptor(int input) {
    PROOFMARK_TRY(const Tensor* weights, tensor("fc", 2));
    const int inputs = weights->shape[0], outputs = weights->shape[1];
    cv::Mat transposed = filled({outputs, inputs});
    for (int o = 0; o < outputs; ++o)
      for (int i = 0; i < inputs; ++i)
        transposed.at<float>(o, i) = weights->values[static_cast<std::size_t>(i * outputs + o)];
    LayerParams params;
    params.set("num_output", outputs);
    params.set("bias_term", false);
    params.blobs = {transposed};
    return add("descriptor", "InnerProduct", params, {input});
  }

 private:
  static tl::unexpected<Error> wrong(const std::string& name, std::string expected, std::string observed) {
    return fail("dlib face network, layer " + name, std::move(expected), std::move(observed),
                "Run the set-up again; the weights are of another network.");
  }
  Result<const Tensor*> tensor(const std::string& name, std::size_t dimensions) {
    const auto found = tensors_.find(name);
    if (found == tensors_.end()) return wrong(name, "its weights", "none");
    if (found->second.shape.size() != dimensions)
      return wrong(name, std::to_string(dimensions) + " dimensions", std::to_string(found->second.shape.size()));
    return &found->second;
  }
  int add(const std::string& name, const char* type, LayerParams& params, std::initializer_list<int> inputs) {
    const int id = net.addLayer(name, type, params);
    int port = 0;
    for (const int input : inputs) net.connect(input, 0, id, port++);
    return id;
  }
  const Tensors& tensors_;
};

struct Block {
  const char* name;
  bool down;           // halves rows and columns
  int channels, rows;  // zeros to add: channels to the shortcut, rows and columns to the way through the convolutions
};
// A down block's 3x3 convolution without padding is at times a row shorter than its 2x2 average pooling: of 35 rows 17
// and 17, of 17 rows 8 and 8, of 8 rows 3 and 4, of 4 rows 1 and 2.
constexpr std::array kBlocks = {
    Block{"conv32_1", false, 0, 0},    Block{"conv32_2", false, 0, 0},       Block{"conv32_3", false, 0, 0},
    Block{"conv64_down", true, 32, 0}, Block{"conv64_1", false, 0, 0},       Block{"conv64_2", false, 0, 0},
    Block{"conv64_3", false, 0, 0},    Block{"conv128_down", true, 64, 0},   Block{"conv128_1", false, 0, 0},
    Block{"conv128_2", false, 0, 0},   Block{"conv256_down", true, 128, 1},  Block{"conv256_1", false, 0, 0},
    Block{"conv256_2", false, 0, 0},   Block{"conv256_down_out", true, 0, 1}};

Result<int> residual(Builder& build, int input, const Block& block) {
  const std::string name = block.name;
  PROOFMARK_TRY(const int first,
                build.convolution(input, name + "/conv1", block.down ? 2 : 1, block.down ? 0 : 1, true));
  PROOFMARK_TRY(int second, build.convolution(first, name + "/conv2", 1, 1, false));
  int shortcut = input;
  if (block.down) shortcut = build.pooled(input, name + "/pool", "AVE", 2, 2);
  if (block.channels > 0) shortcut = build.padded(shortcut, name + "/channels", block.channels, 0);
  if (block.rows > 0) second = build.padded(second, name + "/rows", 0, block.rows);
  return build.sum(shortcut, second, name);
}

}  // namespace

Result<cv::dnn::Net> build_dlib_network(const Tensors& tensors) {
  try {
    Builder build(tensors);
    PROOFMARK_TRY(int at, build.convolution(0, "conv32_down", 2, 0, true));
    at = build.pooled(at, "pool", "MAX", 3, 2);
    for (const Block& block : kBlocks) {
      PROOFMARK_TRY(at, residual(build, at, block));
    }
    at = build.pooled(at, "mean", "AVE", 0, 0, true);
    PROOFMARK_CHECK(build.descriptor(at));
    build.net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    return build.net;
  } catch (const std::exception& error) {
    return fail("dlib face network", "a network that OpenCV takes", error.what(), "Report this.");
  }
}

}  // namespace proofmark::matcher
