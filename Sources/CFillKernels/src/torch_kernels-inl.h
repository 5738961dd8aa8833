// The kernels of PyTorch's stream for one instruction set. The includer sets the compiler's target and the
// table's name CK_NAME.

#include "lanes-inl.h"

#include "mersenne_twister-inl.h"
#include "torch_uniform-inl.h"
#include "torch_normal-inl.h"

const ck_torch_kernels CK_NAME = {
    .twist = ck_twist,
    .temper = ck_temper,
    .uniform = ck_torch_uniform_fill,
    .normal = ck_torch_normal_transform,
};
