static void my_finish_type0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}

const struct dma_buf_mapping_type my_type0 = { .name = "type0", .finish_match = my_finish_type0 };

static struct proof_offer my_offer(int none)
{
	struct proof_offer made = { .list = { { .type = &my_type0 } }, .n = 1 };

	if (none)
		made.n = 0;
	return made;
}

static int my_match_mapping(struct dma_buf_match_args *args)
{
	struct proof_offer offer = my_offer(in0());
	
	return dma_buf_match_mapping(args, offer.list, offer.n);
}

static const struct dma_buf_ops my_ops = { .match_mapping = my_match_mapping };

struct dma_buf_attachment *my_importer(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match list[] = { { .type = &my_type0 } };

	return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL);
}
